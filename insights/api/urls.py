from django.urls import path

from insights.api.views import ExplainView

urlpatterns = [path("explain", ExplainView.as_view(), name="api-explain")]
