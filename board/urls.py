"""The addresses of the manager and the administrator."""

from django.urls import URLPattern, URLResolver, path

from board import (
    calendars_views,
    decision_views,
    look_views,
    mail_views,
    people_views,
    reminders_views,
    review_views,
    settings_views,
    team_views,
)

app_name = "board"
urlpatterns: list[URLPattern | URLResolver] = [
    path("board", review_views.review, name="review"),
    path("board/decisions/<int:pk>", decision_views.show_decision, name="decision"),
    path("reminders", reminders_views.show_reminders, name="reminders"),
    path("settings", settings_views.show_rhythm, name="settings"),
    path("settings/customers", settings_views.find_customer, name="find_customer"),
    path("settings/customers/<slug:slug>", settings_views.own_rhythm, name="own_rhythm"),
    path("settings/customers/<slug:slug>/drop", settings_views.drop_own_rhythm, name="drop_own_rhythm"),
    path("settings/working-time", calendars_views.show_house_calendar, name="working_time"),
    path("settings/working-time/open", calendars_views.open_calendar, name="open_calendar"),
    path("settings/working-time/<int:pk>", calendars_views.show_calendar, name="calendar"),
    path("settings/working-time/<int:pk>/place", calendars_views.change_place, name="calendar_place"),
    path("settings/working-time/<int:pk>/week", calendars_views.change_week, name="calendar_week"),
    path("settings/working-time/<int:pk>/days", calendars_views.set_day, name="calendar_day"),
    path("settings/working-time/<int:pk>/days/<str:day>/drop", calendars_views.drop_day, name="drop_day"),
    path("settings/small", settings_views.show_small, name="small"),
    path("settings/holding-notes", settings_views.show_holding, name="holding"),
    path("settings/phrases", settings_views.show_phrases, name="phrases"),
    path("settings/look", look_views.show_look, name="look"),
    path("settings/company", settings_views.show_company, name="company"),
    path("mail", mail_views.show_mail, name="mail"),
    path("mail/channel", mail_views.switch_channel, name="switch_channel"),
    path("mail/<int:pk>/again", mail_views.send_again, name="send_again"),
    path("people/", people_views.list_people, name="people"),
    path("people/invite/", people_views.invite_person, name="invite"),
    path("people/<int:pk>/", people_views.change_person, name="person"),
    path("people/<int:pk>/invite-again/", people_views.invite_again, name="invite_again"),
    path("people/<int:pk>/disable/", people_views.disable_person, name="disable"),
    path("people/<int:pk>/enable/", people_views.enable_person, name="enable"),
    path("people/<int:pk>/absence/", people_views.note_absence, name="note_absence"),
    path("people/absences/<int:pk>/end/", people_views.end_absence, name="end_absence"),
    path("people/teams/", team_views.list_teams, name="teams"),
    path("people/teams/open/", team_views.open_team, name="open_team"),
    path("people/teams/<int:pk>/", team_views.change_team, name="team"),
]
