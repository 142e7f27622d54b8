"""The addresses of the account manager's desk."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from desk import (
    about_views,
    answer_views,
    appearance,
    components,
    demo_clock,
    file_views,
    incident_views,
    letters_views,
    log_views,
    me_views,
    refund_views,
    report_views,
    small_views,
    talk_views,
    telling_views,
    today_views,
)
from desk.steps import views as step_views

app_name = "desk"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", today_views.show_today, name="today"),
    path("about", about_views.show_about, name="about"),
    path("appearance", appearance.choose_appearance, name="appearance"),
    path("me/", me_views.show_me, name="settings"),
    path("me/absence/", me_views.note_absence, name="note_absence"),
    path("me/absence/<int:pk>/end/", me_views.end_absence, name="end_absence"),
    path("", include("desk.customer_urls")),
    path("log", log_views.log, name="log"),
    path("log/small", small_views.log, name="log_small"),
    path("log/preview", log_views.log_preview, name="log_preview"),
    path("reports", report_views.reports, name="reports"),
    path("letters", letters_views.list_letters, name="letters"),
    path("letters/<int:pk>", letters_views.show_letter, name="letter"),
    path("letters/<int:pk>/seen", letters_views.letter_as_seen, name="letter_seen"),
    path("i/<str:reference>", incident_views.show, name="incident"),
    path("i/<str:reference>/change", incident_views.change, name="change_incident"),
    path("i/<str:reference>/clock", incident_views.clock, name="clock"),
    path("i/<str:reference>/step/<int:number>", step_views.step, name="step"),
    path("i/<str:reference>/step/<int:number>/draft", step_views.keep_draft, name="keep_step_draft"),
    path("i/<str:reference>/step/<int:number>/reopen", step_views.reopen, name="reopen_step"),
    path("i/<str:reference>/stop/<slug:code>", incident_views.contain, name="contain"),
    path("i/<str:reference>/promise", incident_views.add_promise, name="add_promise"),
    path("i/<str:reference>/promise/<int:pk>", incident_views.settle_promise, name="promise"),
    path("i/<str:reference>/check", incident_views.finish_check, name="end_check"),
    path("i/<str:reference>/check/more", incident_views.more_time, name="more_time"),
    path("i/<str:reference>/small/yes", small_views.said_yes, name="small_yes"),
    path("i/<str:reference>/small/grow", small_views.grow, name="small_grow"),
    path("i/<str:reference>/close", incident_views.close, name="close"),
    path("i/<str:reference>/reopen", incident_views.open_again, name="reopen"),
    path("i/<str:reference>/update", telling_views.write, name="update"),
    path("i/<str:reference>/update/preview", telling_views.write_preview, name="update_preview"),
    path("i/<str:reference>/update/draft", telling_views.keep_draft, name="keep_draft"),
    path("i/<str:reference>/update/<int:number>/undo", telling_views.undo, name="undo"),
    path("i/<str:reference>/files", file_views.files, name="files"),
    path("i/<str:reference>/files/<int:pk>", file_views.download, name="file"),
    path("i/<str:reference>/refund", refund_views.show, name="refund"),
    path("i/<str:reference>/refund/sum", refund_views.type_sum, name="refund_sum"),
    path("i/<str:reference>/refund/ask", refund_views.ask, name="refund_ask"),
    path("i/<str:reference>/refund/on-account", refund_views.on_account, name="refund_on_account"),
    path("i/<str:reference>/refund/pay", refund_views.note_payment, name="refund_pay"),
    path("i/<str:reference>/talk", talk_views.talk, name="talk"),
    path("i/<str:reference>/talk/promises", talk_views.talk_promises, name="talk_promises"),
    path("i/<str:reference>/answers/<int:pk>/seen", answer_views.seen_to, name="seen_to"),
    path("i/<str:reference>/note", telling_views.note, name="note"),
    path("i/<str:reference>/seen-by/<int:contact_id>", telling_views.as_they_see_it, name="as_they_see_it"),
]
if settings.DEMO:
    urlpatterns += [
        path("components/", components.show_components, name="components"),
        path("demo/clock", demo_clock.move_clock, name="move_demo"),
    ]
