# syntax=docker/dockerfile:1
# The server with the web dashboard. See docs/HOSTING.md.

FROM node:22-bookworm-slim AS node
WORKDIR /src
COPY package.json package-lock.json ./
# wasm-opt, which makes the page smaller.
RUN npm ci --no-fund --no-audit

FROM rust:1.95-bookworm AS build
COPY --from=node /usr/local/bin/node /usr/local/bin/node
WORKDIR /src
COPY rust-toolchain.toml ./
RUN rustup target add wasm32-unknown-unknown
COPY . .
COPY --from=node /src/node_modules ./node_modules
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/src/target \
    cargo run --locked --package xtask -- ui \
    && cargo build --locked --release --package rapport-server \
    && install -D target/release/rapport-server /out/bin/rapport-server \
    && mkdir -p /out/share/rapport \
    && cp -r ui/dist /out/share/rapport/ui

FROM debian:bookworm-slim
# Certificates, for stores and mail servers that speak TLS.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin rapport \
    && install -d -m 0700 -o rapport -g rapport /var/lib/rapport
COPY --from=build /out/ /usr/local/
ENV RAPPORT_DATA=/var/lib/rapport \
    RAPPORT_LISTEN=0.0.0.0:8080
VOLUME /var/lib/rapport
USER 10001
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /readyz HTTP/1.0\\r\\n\\r\\n' >&3 && grep -q '^HTTP/1.[01] 200' <&3"]
ENTRYPOINT ["rapport-server"]
CMD ["serve"]
