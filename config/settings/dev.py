from config.settings.base import *

SECRET_KEY = SECRET_KEY or "development-only-key-never-used-outside-this-machine"
