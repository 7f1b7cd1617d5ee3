/** A release before its board: states, votes, quorum, and the decision that a permit is made from. */
package dev.gatehouse.approval.release;
