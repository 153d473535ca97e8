import gc

from django.apps import AppConfig

# Objects made before Python looks for cycles among them. A posting of 5,000 events makes some 30,000
# without any; looking at every 700 took a third of its time.
OBJECTS_BETWEEN_LOOKS = 50_000


class ConfigConfig(AppConfig):
    name = "config"
    label = "config"

    def ready(self) -> None:
        from config import celery, checks  # noqa: F401
        from config.past_models import draw_past_models_plainly

        draw_past_models_plainly()
        gc.set_threshold(OBJECTS_BETWEEN_LOOKS, 20, 20)
