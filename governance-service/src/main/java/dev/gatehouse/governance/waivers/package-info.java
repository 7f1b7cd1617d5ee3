/** Waivers: who asked for a closed gate to be opened for a time, who of another function confirmed it, and until when it holds. */
package dev.gatehouse.governance.waivers;
