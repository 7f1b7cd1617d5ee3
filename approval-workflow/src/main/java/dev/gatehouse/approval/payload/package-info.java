/** Rows, inputs, subjects and scores in the bodies of calls, read as a model version's signature says where they sit. */
package dev.gatehouse.approval.payload;
