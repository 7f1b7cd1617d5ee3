package dev.gatehouse.governance.models;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** The clock that the domain is not allowed to have. */
class ClockWiring {

    @Produces
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }
}
