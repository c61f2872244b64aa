# syntax=docker/dockerfile:1.7
# What is tested is Node 20 on glibc (the hashing of passwords is a prebuilt library): build others by
# --build-arg NODE_VERSION=… and run the tests on it before.
ARG NODE_VERSION=20
ARG DEBIAN=bookworm

FROM node:${NODE_VERSION}-${DEBIAN}-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN --mount=type=cache,target=/root/.npm npm ci
COPY . .
RUN npm run build

FROM node:${NODE_VERSION}-${DEBIAN}-slim AS packages
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev \
    && npm sbom --omit=dev --sbom-format=cyclonedx --sbom-type=application > sbom.cdx.json

# No shell, no package manager, a user that owns nothing.
FROM gcr.io/distroless/nodejs20-debian12:nonroot
LABEL org.opencontainers.image.title="Lethe" \
      org.opencontainers.image.description="A gateway for WhatsApp messages and phone calls that forgets on schedule." \
      org.opencontainers.image.licenses="Apache-2.0"
WORKDIR /app
COPY --from=packages /app/node_modules ./node_modules
COPY --from=packages /app/sbom.cdx.json ./
COPY --from=build /app/dist ./dist
COPY package.json LICENSE ./
COPY schema ./schema
COPY scripts/healthcheck.mjs ./scripts/
# The folder holds nothing where MONGODB_URI, MASTER_KEY and S3_BUCKET are set: the root may be read-only.
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4000 DATA_DIR=/data
EXPOSE 4000
USER 65532:65532
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --retries=3 \
    CMD ["/nodejs/bin/node", "/app/scripts/healthcheck.mjs"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["/nodejs/bin/node", "--enable-source-maps", "/app/dist/src/cli/main.js"]
CMD ["serve"]
