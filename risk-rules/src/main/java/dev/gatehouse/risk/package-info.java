/** Facts and policy packs in; tier, legal classes, obligations and reasons out. */
package dev.gatehouse.risk;
