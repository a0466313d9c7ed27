# Hearsay as an image. Build it in the repository's root:
#   docker build --tag hearsay .
# All machines of a queue, and all peers of a deployment, need one image: its code version is part of every run's
# id, and peers compare it. It was not built where it was written; its instructions are checked by a test.

FROM node:24.21.0-slim AS build
WORKDIR /build
COPY package.json package-lock.json tsconfig.json tsconfig.build.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY src ./src
RUN npm run build \
  && chmod +x dist/cli/hearsay.js \
  && npm prune --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:24.21.0-slim
COPY --from=build /build/package.json /opt/hearsay/
COPY --from=build /build/node_modules /opt/hearsay/node_modules
COPY --from=build /build/dist /opt/hearsay/dist
COPY scenarios /opt/hearsay/scenarios
COPY topologies /opt/hearsay/topologies
RUN ln -s /opt/hearsay/dist/cli/hearsay.js /usr/local/bin/hearsay
USER node
WORKDIR /home/node
# A volume that is mounted here belongs to the user.
RUN mkdir runs
ENTRYPOINT ["hearsay"]
