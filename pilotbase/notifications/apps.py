from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "pilotbase.notifications"
    label = "notifications"
