# The trainer on CPUs. The context is target/image/trainer, made by docker/build.
# The base needs a Java 17 runtime and libstdc++; any such image will do.
ARG BASE_IMAGE=eclipse-temurin:17-jre-noble
FROM ${BASE_IMAGE}
LABEL org.opencontainers.image.title="byol-trainer" \
      org.opencontainers.image.description="Trains one worker's share of a BYOL experiment" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY natives /opt/byol/natives
COPY lib /opt/byol/lib
COPY app /opt/byol/app
COPY java.options sbom.cdx.json /opt/byol/
# A lane is a thread with single-threaded primitives. Java takes the encoding of file names from the locale.
ENV OMP_NUM_THREADS=1 LC_ALL=C.UTF-8
WORKDIR /var/lib/byol
USER 65532:65532
ENTRYPOINT ["java", "@/opt/byol/java.options", "dev.byol.trainer.cli.Main"]
CMD ["--help"]
