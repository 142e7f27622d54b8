"""The addresses of the house, and a bare page beside them to measure by."""

from django.urls import path

from benches.bench_pages import bare
from trustrepair.urls import urlpatterns as of_the_house

urlpatterns = [path("bare", bare), *of_the_house]
