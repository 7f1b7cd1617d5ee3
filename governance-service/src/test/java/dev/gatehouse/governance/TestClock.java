package dev.gatehouse.governance;

import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** The service's clock in tests: the system's, but a test may let days pass. Whoever does so goes back in the end. */
@Alternative
@Priority(1)
@Singleton
public class TestClock extends Clock {

    private static volatile Duration ahead = Duration.ZERO;

    /** It is noon of that day now. */
    static void goTo(LocalDate day) {
        ahead = Duration.between(Instant.now(), day.atTime(12, 0).toInstant(ZoneOffset.UTC));
    }

    static void goBack() {
        ahead = Duration.ZERO;
    }

    static LocalDate today() {
        return LocalDate.ofInstant(Instant.now().plus(ahead), ZoneOffset.UTC);
    }

    @Override
    public Instant instant() {
        return Instant.now().plus(ahead);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return Clock.offset(Clock.system(zone), ahead);
    }
}
