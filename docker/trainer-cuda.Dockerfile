# The trainer on NVIDIA GPUs. The context is target/image/trainer-cuda, made by docker/build trainer-cuda.
# The base needs CUDA 11.6, cuDNN 8.3 and apt: the Java runtime is added here.
ARG BASE_IMAGE=nvidia/cuda:11.6.2-cudnn8-runtime-ubuntu20.04
FROM ${BASE_IMAGE}
LABEL org.opencontainers.image.title="byol-trainer-cuda" \
      org.opencontainers.image.description="Trains one worker's share of a BYOL experiment on NVIDIA GPUs" \
      org.opencontainers.image.licenses="Apache-2.0"
RUN apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends openjdk-17-jre-headless \
 && rm -rf /var/lib/apt/lists/*
COPY natives /opt/byol/natives
COPY lib /opt/byol/lib
COPY app /opt/byol/app
COPY java.options sbom.cdx.json /opt/byol/
ENV OMP_NUM_THREADS=1 LC_ALL=C.UTF-8
WORKDIR /var/lib/byol
USER 65532:65532
ENTRYPOINT ["java", "@/opt/byol/java.options", "dev.byol.trainer.cli.Main"]
CMD ["--help"]
