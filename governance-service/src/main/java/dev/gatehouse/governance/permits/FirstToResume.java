package dev.gatehouse.governance.permits;

import dev.gatehouse.approval.permit.Resumer;
import java.util.Optional;

/**
 * The first of the two people who resume a permit.
 *
 * @param sub who asked
 * @param now what they are now; empty if they may resume nothing any more
 */
public record FirstToResume(String sub, Optional<Resumer> now) {}
