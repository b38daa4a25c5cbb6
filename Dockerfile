# Wheels of the service and of all it needs; the compiler stays in this stage.
FROM python:3.11-slim AS wheels
RUN apt-get update -qq \
 && apt-get install -y -qq --no-install-recommends gcc libc6-dev >/dev/null \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY requirements/ requirements/
RUN pip install --no-cache-dir --require-hashes --no-deps -r requirements/build.txt \
 && pip wheel --no-cache-dir --require-hashes --no-deps --wheel-dir /wheels -r requirements/runtime.txt
COPY . .
RUN pip wheel --no-cache-dir --no-build-isolation --no-deps --wheel-dir /wheels .

FROM python:3.11-slim
RUN --mount=type=bind,from=wheels,source=/wheels,target=/wheels \
    pip install --no-cache-dir --no-index --no-deps /wheels/*.whl
ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    MARGINLINE_HTTP_HOST=0.0.0.0 \
    MARGINLINE_GRPC_HOST=0.0.0.0
# By number, so that an orchestrator can see that it is not root.
USER 10001:10001
EXPOSE 8080 50051
HEALTHCHECK --interval=10s --timeout=3s --start-period=5s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen(f'http://127.0.0.1:{os.environ.get(\"MARGINLINE_HTTP_PORT\", 8080)}/health/ready', timeout=2)"]
# A container is reached only by what its network lets in, and only from outside itself: hence every address, and
# --insecure, which admits that neither door asks who calls.
ENTRYPOINT ["python", "-m", "marginline"]
CMD ["serve", "--insecure"]
