# The bot in a container: python app.py under an account of its own, the store and the backups on volumes.
# docker build -t cscp-review-bot . ; how to run it: docs/deployment.md

FROM python:3.12-slim AS packages
COPY requirements.lock /
RUN python -m venv /venv \
 && /venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r /requirements.lock

FROM python:3.12-slim
COPY --from=packages /venv /venv
WORKDIR /bot
COPY app.py ./
COPY bot bot
COPY cards cards
COPY dialogs dialogs
COPY reports reports
COPY safeguarding safeguarding
COPY store store

# Volumes begin with the owner that the folder has here.
RUN useradd --uid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin bot \
 && install -d -m 700 -o bot -g bot /data /backups \
 && /venv/bin/python -m compileall -q /bot
USER 10001:10001

ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    MPLCONFIGDIR=/tmp/matplotlib \
    CSCP_HOST=0.0.0.0 \
    CSCP_PORT=3978 \
    CSCP_STORE_URL=/data/store \
    CSCP_BACKUPS=/backups \
    CSCP_PARTNERSHIP=/config/partnership.toml
VOLUME ["/data", "/backups"]
EXPOSE 3978

# Ends what it is sending and notes it as sent: give it 40 seconds (docker stop -t 40).
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(f\"http://127.0.0.1:{os.environ['CSCP_PORT']}/healthz\", timeout=4)"]
ENTRYPOINT ["python", "app.py"]
CMD ["serve"]
