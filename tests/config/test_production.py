import base64

PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "config.settings.prod",
    "PLUMBLINE_SECRET_KEY": "k" * 10 + "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJ",
    "PLUMBLINE_AUDIT_KEY": base64.b64encode(bytes(range(32))).decode(),
    "DATABASE_URL": "postgres://app:pw@db.example/plumbline",
    "DATABASE_ADMIN_URL": "postgres://owner:pw@db.example/plumbline",
    "REDIS_URL": "redis://redis.example/0",
    "PLUMBLINE_URL": "https://stock.example/",
    # Set for the browser tests of this process, never in production.
    "DJANGO_ALLOW_ASYNC_UNSAFE": "",
}


def test_a_complete_installation_passes_every_check(manage):
    done = manage("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)

    assert done.returncode == 0, done.stderr


def test_one_role_for_everything_is_said(manage):
    done = manage("check", "--deploy", **{**PRODUCTION, "DATABASE_ADMIN_URL": ""})

    assert "plumbline.W002" in done.stderr


def test_an_address_without_tls_is_said(manage):
    done = manage("check", "--deploy", **{**PRODUCTION, "PLUMBLINE_URL": "http://stock.example"})

    assert "Links in mails would begin with http://stock.example." in done.stderr


def test_no_key_of_its_own_is_one_sentence(manage):
    done = manage("check", **{**PRODUCTION, "PLUMBLINE_SECRET_KEY": ""})

    assert done.returncode == 1
    assert done.stderr == ("PLUMBLINE_SECRET_KEY is not set: production needs a key of its own.\n")


def test_cookies_belong_to_this_host_and_travel_by_tls(manage):
    said = manage("diffsettings", "--all", **PRODUCTION).stdout

    assert "SESSION_COOKIE_NAME = '__Host-session'" in said
    assert "CSRF_COOKIE_NAME = '__Host-csrf'" in said
    assert "SESSION_COOKIE_SECURE = True" in said
    assert "CSRF_COOKIE_SECURE = True" in said
    assert "SECURE_HSTS_SECONDS = 31536000" in said
