package dev.gatehouse.approval.permit;

import dev.gatehouse.approval.canonical.Digest;

/**
 * What a gateway is about to serve, to be held against a permit.
 *
 * @param route the route's name
 * @param model name of the model
 * @param version name of the model version
 * @param environment the gateway's own environment, by its configuration
 * @param artifact digest of the artifact that the upstream is to serve
 * @param binding how the gateway knows that the upstream serves it
 */
public record Deployment(
        String route, String model, String version, String environment, Digest artifact, Binding binding) {}
