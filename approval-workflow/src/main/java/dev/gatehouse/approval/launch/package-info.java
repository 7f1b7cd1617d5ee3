/** Launches in steps: how far a version may go with each release, and what must have come true before the next. */
package dev.gatehouse.approval.launch;
