# The operator. The context is target/image/operator, made by docker/build.
# The base needs a Java 17 runtime; a shell is not needed.
ARG BASE_IMAGE=gcr.io/distroless/java17-debian12:nonroot
FROM ${BASE_IMAGE}
LABEL org.opencontainers.image.title="byol-operator" \
      org.opencontainers.image.description="Runs ByolExperiment resources on Kubernetes" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY lib /opt/byol/lib
COPY app /opt/byol/app
COPY sbom.cdx.json /opt/byol/
WORKDIR /tmp
USER 65532:65532
# The second compiler would take more of the processor in an operator's first minutes than all else, for little: it waits for answers.
ENTRYPOINT ["java", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:MaxRAMPercentage=70", "-XX:+ExitOnOutOfMemoryError", \
            "-Djava.awt.headless=true", "-cp", "/opt/byol/app/*:/opt/byol/lib/*", "dev.byol.operator.Main"]
