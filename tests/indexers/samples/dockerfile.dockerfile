# syntax=docker/dockerfile:1

# What both stages need.
FROM --platform=linux/amd64 python:3.12-slim AS base
ARG VERSION=2.1.0
ENV PYTHONUNBUFFERED=1 \
    PATH="/venv/bin:$PATH"

FROM base as build
RUN --mount=type=cache,target=/root/.cache \
    pip install --no-cache-dir finance==${VERSION} && \
    echo "FROM nowhere"

FROM base
# TODO: run as another user
COPY --from=build /venv /venv
COPY --from=nginx:latest /etc/nginx /etc/nginx
ENV RATES_API_KEY none
ENTRYPOINT ["gunicorn", "--bind", "0.0.0.0:8000", \
            "finance.web:app"]
CMD --workers 2
