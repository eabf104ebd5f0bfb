using System.Globalization;

namespace ActorServer.Control;

/// <summary>How many columns of a terminal a letter takes: mostly one. What differs would shift all that stands behind it.</summary>
internal static class LetterWidth
{
    // Two columns wide (Unicode's EastAsianWidth.txt, W and F), and the parts of Korean syllables, which have the width of the whole.
    // Sorted; both ends belong to it.
    private static readonly (char First, char Last)[] Wide =
    [
        ('\u1100', '\u11ff'), ('\u231a', '\u231b'), ('\u2329', '\u232a'), ('\u23e9', '\u23ec'), ('\u23f0', '\u23f0'), ('\u23f3', '\u23f3'),
        ('\u25fd', '\u25fe'), ('\u2614', '\u2615'), ('\u2630', '\u2637'), ('\u2648', '\u2653'), ('\u267f', '\u267f'), ('\u268a', '\u268f'),
        ('\u2693', '\u2693'), ('\u26a1', '\u26a1'), ('\u26aa', '\u26ab'), ('\u26bd', '\u26be'), ('\u26c4', '\u26c5'), ('\u26ce', '\u26ce'),
        ('\u26d4', '\u26d4'), ('\u26ea', '\u26ea'), ('\u26f2', '\u26f3'), ('\u26f5', '\u26f5'), ('\u26fa', '\u26fa'), ('\u26fd', '\u26fd'),
        ('\u2705', '\u2705'), ('\u270a', '\u270b'), ('\u2728', '\u2728'), ('\u274c', '\u274c'), ('\u274e', '\u274e'), ('\u2753', '\u2755'),
        ('\u2757', '\u2757'), ('\u2795', '\u2797'), ('\u27b0', '\u27b0'), ('\u27bf', '\u27bf'), ('\u2b1b', '\u2b1c'), ('\u2b50', '\u2b50'),
        ('\u2b55', '\u2b55'), ('\u2e80', '\u303e'), ('\u3041', '\ua4cf'), ('\ua960', '\ua97f'), ('\uac00', '\ud7ff'), ('\uf900', '\ufaff'),
        ('\ufe10', '\ufe19'), ('\ufe30', '\ufe6f'), ('\uff01', '\uff60'), ('\uffe0', '\uffe6'),
    ];

    /// <summary>Whether it takes one column, and changes nothing of how others are shown.</summary>
    public static bool IsOne(char letter) => letter < '\u00a0' || (!IsWide(letter) && CharUnicodeInfo.GetUnicodeCategory(letter)
        is not (UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark));

    private static bool IsWide(char letter) => letter >= Wide[0].First && Array.Exists(Wide, range => letter >= range.First && letter <= range.Last);
}
