/** Conditions of an approval, and how the conditions of several voters become one. */
package dev.gatehouse.approval.condition;
