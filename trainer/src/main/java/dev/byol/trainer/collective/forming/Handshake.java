package dev.byol.trainer.collective.forming;

import dev.byol.trainer.collective.Bounds;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * Both sides of a new connection prove that they hold the experiment's key, by HMAC-SHA256 over
 * each other's random challenge, before anything they say counts. All messages have a fixed length
 * but the final answer, whose length is bounded and which is proven as well.
 *
 * <pre>
 * client → server  magic, version, challenge C, hello
 * server → client  magic, version, challenge S, proof("server", C, S, hello)
 * client → server  proof("client", C, S, hello)
 * server → client  answer, length, sentence, proof("answer", C, S, answer, sentence)
 * </pre>
 */
final class Handshake {

  /** The peer does not hold the key, or speaks something else; the message reads after a name. */
  static final class StrangerException extends IOException {
    private static final long serialVersionUID = 1;

    StrangerException(String why) {
      super(why);
    }
  }

  /** The peer holds the key but does not want us; the message is its sentence. */
  static final class RefusedException extends IOException {
    private static final long serialVersionUID = 1;

    RefusedException(String sentence) {
      super(sentence);
    }
  }

  /** Longest sentence of a refusal, in bytes. */
  static final int MAX_SENTENCE = 600;

  /** "BYOL" and the version of this protocol. */
  static final byte[] PREFIX = {'B', 'Y', 'O', 'L', 0, 0, 0, 2};

  private static final int CHALLENGE_BYTES = 32;
  private static final byte WELCOME = 1;
  private static final byte REFUSED = 2;
  private static final byte[] SERVER = ascii("server");
  private static final byte[] CLIENT = ascii("client");
  private static final byte[] ANSWER = ascii("answer");
  private static final SecureRandom RANDOM = new SecureRandom();

  private final TimedChannel channel;
  private final SharedKey key;
  private byte[] ours;
  private byte[] theirs;
  private byte[] hello;

  Handshake(TimedChannel channel, SharedKey key) {
    this.channel = channel;
    this.key = key;
  }

  /**
   * Introduces this member on a connection that it has made; returns when welcome.
   *
   * @param listening where this member accepts links
   */
  static void present(
      SocketChannel channel,
      RendezvousSettings settings,
      Hello.Purpose purpose,
      InetSocketAddress listening)
      throws IOException {
    long deadline =
        System.nanoTime() + Bounds.of(settings.failureDetection()).handshake().toNanos();
    new Handshake(new TimedChannel(channel, deadline), settings.key())
        .present(
            new Hello(
                purpose, settings.rank(), settings.worldSize(), settings.generation(), listening));
  }

  /** The connecting side, from start to end; returns when welcome. */
  void present(Hello introduction) throws IOException {
    ours = challenge();
    hello = introduction.encode();
    channel.write(join(PREFIX, ours, hello));
    theirs = readChallenge();
    byte[] proof = channel.read(SharedKey.PROOF_BYTES);
    if (!key.proves(proof, SERVER, ours, theirs, hello)) {
      throw new StrangerException("does not hold the key of this experiment");
    }
    channel.write(key.proof(CLIENT, ours, theirs, hello));
    byte[] head = channel.read(3);
    int length = Short.toUnsignedInt(ByteBuffer.wrap(head).getShort(1));
    if (length > MAX_SENTENCE) {
      throw new StrangerException("announced an answer of " + length + " bytes");
    }
    byte[] sentence = channel.read(length);
    proof = channel.read(SharedKey.PROOF_BYTES);
    if (!key.proves(proof, ANSWER, ours, theirs, head, sentence)) {
      throw new StrangerException("sent an answer that the experiment's key does not confirm");
    }
    if (head[0] != WELCOME) {
      throw new RefusedException(new String(sentence, StandardCharsets.UTF_8));
    }
  }

  /** The accepting side, up to the point where the peer is known to hold the key. */
  Hello verify() throws IOException {
    theirs = readChallenge();
    hello = channel.read(Hello.BYTES);
    ours = challenge();
    channel.write(join(PREFIX, ours, key.proof(SERVER, theirs, ours, hello)));
    byte[] proof = channel.read(SharedKey.PROOF_BYTES);
    if (!key.proves(proof, CLIENT, theirs, ours, hello)) {
      throw new StrangerException("does not hold the key of this experiment");
    }
    return Hello.decode(hello);
  }

  /** The accepting side's answer: come in. */
  void welcome() throws IOException {
    answer(WELCOME, "");
  }

  /** The accepting side's answer: no, and why. */
  void refuse(String sentence) throws IOException {
    answer(REFUSED, sentence);
  }

  private void answer(byte code, String text) throws IOException {
    byte[] sentence = text.getBytes(StandardCharsets.UTF_8);
    sentence = Arrays.copyOf(sentence, Math.min(sentence.length, MAX_SENTENCE));
    byte[] head = ByteBuffer.allocate(3).put(code).putShort((short) sentence.length).array();
    channel.write(join(head, sentence, key.proof(ANSWER, theirs, ours, head, sentence)));
  }

  private byte[] readChallenge() throws IOException {
    byte[] prefix = channel.read(PREFIX.length);
    if (!Arrays.equals(prefix, 0, 4, PREFIX, 0, 4)) {
      throw new StrangerException("does not speak this protocol");
    }
    if (!Arrays.equals(prefix, PREFIX)) {
      throw new StrangerException(
          "speaks version "
              + ByteBuffer.wrap(prefix).getInt(4)
              + " of the protocol instead of "
              + ByteBuffer.wrap(PREFIX).getInt(4)
              + "; run the same trainer image on all workers");
    }
    return channel.read(CHALLENGE_BYTES);
  }

  private static byte[] challenge() {
    byte[] challenge = new byte[CHALLENGE_BYTES];
    RANDOM.nextBytes(challenge);
    return challenge;
  }

  private static byte[] join(byte[]... parts) {
    ByteBuffer joined = ByteBuffer.allocate(Arrays.stream(parts).mapToInt(p -> p.length).sum());
    for (byte[] part : parts) {
      joined.put(part);
    }
    return joined.array();
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
