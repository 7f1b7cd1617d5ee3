package dev.gatehouse.gateway.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpRequest;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Values of header fields; how requests are framed is FramingTest's. */
class RequestDecoderTest {

    private static final int LONGEST_VALUE = 40;

    @Test
    void aControlCharacterIsSeenWhereverItStandsInAValue() {
        for (int length = 1; length <= LONGEST_VALUE; length++) {
            for (int at = 0; at < length; at++) {
                for (int control = 0; control < ' '; control++) {
                    if (control != '\t' && control != '\n') {
                        assertThat(isRefused(value(length, at, control)))
                                .as("byte %d at %d of %d", control, at, length)
                                .isTrue();
                    }
                }
                assertThat(isRefused(value(length, at, 0x7f)))
                        .as("DEL at %d of %d", at, length)
                        .isTrue();
            }
        }
    }

    @Test
    void aTabInsideAndBytesBeyondAsciiPass() {
        for (int length = 3; length <= LONGEST_VALUE; length++) {
            for (int at = 1; at < length - 1; at++) {
                assertThat(isRefused(value(length, at, '\t'))).isFalse();
                assertThat(isRefused(value(length, at, ' '))).isFalse();
                assertThat(isRefused(value(length, at, 0x80))).isFalse();
                assertThat(isRefused(value(length, at, 0xff))).isFalse();
            }
        }
    }

    @Test
    void aHeaderThatComesByteByByteIsLookedAtTheSame() {
        byte[] good = request(value(LONGEST_VALUE, 5, 'b'));
        byte[] bad = request(value(LONGEST_VALUE, 33, 0x0b));
        assertThat(isRefusedByteByByte(good)).isFalse();
        assertThat(isRefusedByteByByte(bad)).isTrue();
    }

    private static byte[] value(int length, int at, int odd) {
        byte[] value = "a".repeat(length).getBytes(StandardCharsets.US_ASCII);
        value[at] = (byte) odd;
        return value;
    }

    private static byte[] request(byte[] value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes("GET /v2 HTTP/1.1\r\nHost: g\r\nX: ".getBytes(StandardCharsets.US_ASCII));
        bytes.writeBytes(value);
        bytes.writeBytes("\r\nY: z\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        return bytes.toByteArray();
    }

    private static boolean isRefused(byte[] value) {
        EmbeddedChannel channel = new EmbeddedChannel(new RequestDecoder());
        channel.writeInbound(Unpooled.wrappedBuffer(request(value)));
        return isRefused(channel);
    }

    private static boolean isRefusedByteByByte(byte[] request) {
        EmbeddedChannel channel = new EmbeddedChannel(new RequestDecoder());
        for (byte one : request) {
            channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {one}));
        }
        return isRefused(channel);
    }

    private static boolean isRefused(EmbeddedChannel channel) {
        HttpRequest read = channel.readInbound();
        boolean refused = RequestDecoder.refuses(read).isPresent();
        channel.finishAndReleaseAll();
        return refused;
    }
}
