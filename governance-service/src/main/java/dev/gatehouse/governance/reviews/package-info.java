/** What people find of single predictions: the queue of rows that somebody must look at, uphold or override, and how often they override. */
package dev.gatehouse.governance.reviews;
