"""The addresses of the manager and the administrator."""

from django.urls import URLPattern, URLResolver, path

from board import people_views, reminders_views, review_views, team_views

app_name = "board"
urlpatterns: list[URLPattern | URLResolver] = [
    path("board", review_views.review, name="review"),
    path("reminders", reminders_views.show_reminders, name="reminders"),
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
