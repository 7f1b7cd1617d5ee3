/** Conditions of a permit that are about rows: traffic caps, segments, reviews. Bodies are read here and only where a permit asks for it. */
package dev.gatehouse.gateway.condition;
