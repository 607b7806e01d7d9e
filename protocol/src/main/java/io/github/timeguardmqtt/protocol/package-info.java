/**
 * Bytes to frames to messages, and back.
 *
 * <p>{@link io.github.timeguardmqtt.protocol.FrameCodec} decodes a datagram and builds what may be
 * sent; {@link io.github.timeguardmqtt.protocol.FrameReader} finds frames in a stream, as over TCP.
 * A {@link io.github.timeguardmqtt.protocol.Frame} has its original bytes, its {@link
 * io.github.timeguardmqtt.protocol.Envelope} and its {@link
 * io.github.timeguardmqtt.protocol.Message}. What nobody has explained yet is carried, and comes
 * out as it went in.
 *
 * <p>Everything is immutable but the reader. Nothing takes null, and nothing returns it.
 */
package io.github.timeguardmqtt.protocol;
