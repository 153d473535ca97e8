from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("exceptions", "0010_watches_to_the_shell")]

    operations = [migrations.DeleteModel("CaseWatch")]
