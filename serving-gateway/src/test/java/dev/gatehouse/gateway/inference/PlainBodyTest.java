package dev.gatehouse.gateway.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatehouse.gateway.Refusal;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlainBodyTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "application/json",
                "Application/JSON; Charset=UTF-8",
                "application/json;charset=\"utf-8\"",
                "application/octet-stream",
                "application/vnd.team.v1+json"
            })
    void jsonInUtf8IsWhatItsBytesSay(String type) {
        assertThat(PlainBody.refuses(new DefaultHttpHeaders().add("Content-Type", type)))
                .isEmpty();
    }

    @Test
    void withoutATypeItIsTakenAsJsonAsClientsOfTritonSendIt() {
        assertThat(PlainBody.refuses(new DefaultHttpHeaders())).isEmpty();
        assertThat(PlainBody.refuses(new DefaultHttpHeaders().add("Content-Encoding", "identity")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "Content-Type, text/csv",
        "Content-Type, application/x-www-form-urlencoded",
        "Content-Type, application/json; charset=utf-16",
        "Content-Type, application/json; x=1; charset=utf-7",
        "Content-Encoding, gzip",
        "Content-Encoding, 'identity, gzip'"
    })
    void whatTheModelServerMayReadOtherwiseIsUnreadable(String name, String value) {
        HttpHeaders headers =
                new DefaultHttpHeaders().add("Content-Type", "application/json").add(name, value);
        assertThat(PlainBody.refuses(headers))
                .hasValueSatisfying(refusal -> assertThat(refusal.code()).isEqualTo(Refusal.Code.UNREADABLE_BODY));
    }
}
