/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

/*
 * The sizes of the diagram, in user units of the SVG: from the left to the right, then from above
 * to below. What stands in one file only and is no distance of the layout is named there.
 *
 *	  caption
 *	                                          | node            |
 *	                                          | cache           |
 *	                                          [CPU][CPU] [CPU][CPU]
 *	  interface  receive  send  interrupt       2    1              load
 *	+-----------------------------------------------------------+
 *	> eth0        verdict                                       |   block
 *	|             (rx-0)  (tx-0) [25 TxRx-0]--o                 |   row
 *	+-----------------------------------------------------------+
 *	                                            0    1    2    3    feet
 *	  legend
 */

#define SVG_MARGIN 16
#define SVG_MIN_WIDTH 720	/* so that a sentence fits */

/* Sizes of letters, and lines of them. */
#define SVG_SMALL 10
#define SVG_TEXT 11
#define SVG_BIG 13
#define SVG_TITLE 13
#define SVG_TITLE_H 18
#define SVG_LINE_H 14	/* of a verdict, and of what stands alone */
#define SVG_LEGEND_H 18

/* Across: the lanes of what stands on what, and their arrows. */
#define SVG_LANE 10
#define SVG_LANES_END 4	/* from the last lane's room to the blocks */
#define SVG_LANE_IN 8	/* from that edge to the first lane */
#define SVG_TIP_W 6
#define SVG_TIP_H 3	/* half */
#define SVG_TIP_IN 5	/* of the tip, before the line begins */
/* A block's frame and the name in it. */
#define SVG_BLOCK_PAD_X 8
#define SVG_BLOCK_RX 5
#define SVG_HUE_W 4	/* the coloured edge of what has interrupts */
#define SVG_NAME_W 110	/* at least */
#define SVG_NAME_COLS 18	/* at most, of a name and what stands below it */
#define SVG_NAME_GAP 6	/* behind a name, before another word or column */
#define SVG_KIND_MIN_W 24	/* less room beside a name than this is left empty */
/* Columns of words; each is as wide as its longest, and has room for so many letters. */
#define SVG_RX_GAP 14
#define SVG_RX_COLS 7
#define SVG_TX_GAP 6
#define SVG_TX_COLS 4
#define SVG_PILL_PAD_X 10	/* both sides */
#define SVG_PILL_H 14
#define SVG_VECTOR_GAP 18
#define SVG_NUMBER_COLS 3
#define SVG_NUMBER_GAP 6	/* from an interrupt's number to its name */
#define SVG_WORD_COLS 18	/* at most, of an interrupt's name */
#define SVG_VECTOR_PAD 4	/* a side */
/* The CPUs. */
#define SVG_GRID_GAP 22
#define SVG_HEAD_GAP 12	/* from the words before them */
#define SVG_GRID_END 28	/* from the last column to the edge of the picture */
#define SVG_GAP_CORE 4
#define SVG_GAP_CACHE 8
#define SVG_GAP_NODE 18
#define SVG_CELL_MAX 72	/* a CPU where there are few */
#define SVG_CELL_PAD 4	/* beside its number, both sides */
#define SVG_CELL_FOLDED 56	/* "12 CPUs" */
#define SVG_MARK_INSET 2	/* from a CPU's edge to its bands, a side */

/* Down: the caption and the heads of the columns. */
#define SVG_CAPTION_Y 6	/* below the margin: the middle of its first line */
#define SVG_CAPTION_GAP 8
#define SVG_BRACKET_H 22	/* a line of nodes or caches */
#define SVG_BRACKET_TEXT_Y 6
#define SVG_BRACKET_Y 18	/* where the bracket stands on what it spans */
#define SVG_BRACKET_TOOTH 4
#define SVG_CPU_GAP 4	/* above the CPUs */
#define SVG_CPU_H 22
#define SVG_CPU_H_SLOW 15
#define SVG_CORE_PAD_Y 3	/* of the frame around a core's threads */
#define SVG_LOAD_GAP 12	/* from a CPU to the middle of its load */
#define SVG_LOAD_END 8	/* and on to the line down from it */
/* A block: from its edge, a verdict's lines, then the rows, or a name's lines if those are more. */
#define SVG_BLOCK_PAD 4
#define SVG_BLOCK_GAP 6
#define SVG_NAME_Y 13	/* the middle of a name */
#define SVG_KIND_DY 14	/* and of the lines below it */
#define SVG_SPEED_DY 13
#define SVG_NAME_H 34	/* all three */
#define SVG_THREE_LINES_H 40	/* a block that holds them */
#define SVG_VERDICT_GAP 4
#define SVG_PITCH 20	/* from row to row */
#define SVG_PITCH_DENSE 17	/* of so many rows */
#define SVG_DENSE_FROM 40
#define SVG_FINE_FROM 32	/* columns: thinner wires */
/* Behind the blocks. */
#define SVG_FEET_GAP 4	/* the CPUs' numbers once more, and the legend */
#define SVG_FOOT_END 6	/* so much of the margin the legend's last line has itself */
