package dev.gatehouse.gateway.routing;

import dev.gatehouse.approval.canonical.Digest;
import java.net.URI;
import java.time.Instant;
import java.util.UUID;

/**
 * A model server that named another digest than the permitted one. One that could not be asked, or named none, is not.
 *
 * @param permit under which it should serve
 * @param route on which it should serve
 * @param upstream base URL that was asked
 * @param reported what it named
 * @param observedAt when it answered, by this gateway's clock
 */
record BindingMismatch(UUID permit, String route, URI upstream, Digest reported, Instant observedAt) {}
