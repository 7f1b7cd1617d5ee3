package dev.gatehouse.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PortsTest {

    @Test
    void aTakenPortIsNamedWithWhoWantedIt() throws Exception {
        Ports ports = Ports.free();
        try (ServerSocket squatter = new ServerSocket(ports.keycloak(), 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> ports.check(Duration.ZERO))
                    .isInstanceOf(SandboxException.class)
                    .hasMessageContaining("port " + squatter.getLocalPort() + ", which Keycloak wants")
                    .hasMessageNotContaining("PostgreSQL");
        }
    }

    @Test
    void freePortsAreFreeAndDistinct() {
        Ports ports = Ports.free();
        assertThatCode(() -> ports.check(Duration.ZERO)).doesNotThrowAnyException();
        assertThat(ports.listeners()).hasSize(7);
    }
}
