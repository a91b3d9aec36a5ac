/* SPDX-License-Identifier: GPL-2.0-or-later */
#pragma once

struct knob;
struct session;

/* A row of --help; what is too long for the line goes on below itself. */
void help_row(const char *left, const char *right);

/* A knob's settings, in the words of its rows and its own. */
void help_settings(struct session *s, const struct knob *k);
/* What each profile asks for; with -v also why. */
void help_profiles(struct session *s);
