using Spectre.Console;

namespace ActorServer.Control.Top;

/// <summary>The colours of Okabe and Ito, which people with any kind of colour vision tell apart; those of the status page.</summary>
internal static class Palette
{
    private static readonly Color Black = Color.FromHex("000000");
    private static readonly Color White = Color.FromHex("ffffff");
    private static readonly Color Grey = Color.FromHex("999999");
    private static readonly Color Blue = Color.FromHex("0072b2");
    private static readonly Color SkyBlue = Color.FromHex("56b4e9");
    private static readonly Color Green = Color.FromHex("009e73");
    private static readonly Color Orange = Color.FromHex("e69f00");
    private static readonly Color Vermilion = Color.FromHex("d55e00");
    private static readonly Color Purple = Color.FromHex("cc79a7");

    /// <summary>How a piece of text is drawn. A cell is drawn on its colour, so that its letter is seen on any terminal.</summary>
    public static Style Of(Ink ink, int age) => ink switch
    {
        Ink.Quiet => new Style(Grey),
        Ink.Strong => new Style(decoration: Decoration.Bold),
        Ink.Chosen => new Style(decoration: Decoration.Bold | Decoration.Invert),
        Ink.Free => new Style(Grey, decoration: Decoration.Dim),
        Ink.Idle => Cell(Grey, Black, age),
        Ink.Busy => Cell(Blue, White, age),
        Ink.Starting => Cell(SkyBlue, Black, age),
        Ink.Stalled => Cell(Orange, Black, age),
        Ink.Dying => Cell(Vermilion, Black, age),
        Ink.Served => new Style(Blue),
        Ink.Held => new Style(Orange),
        Ink.Refused => new Style(Vermilion, decoration: Decoration.Bold),
        Ink.WordWell => Word(Green),
        Ink.WordBusy => Word(SkyBlue),
        Ink.WordFailing => Word(Vermilion),
        Ink.WordDraining => Word(Purple),
        Ink.WordStale => Word(Grey),
        _ => Style.Plain,
    };

    private static Style Word(Color colour) => new(Black, colour, Decoration.Bold);

    // The old are darker; a hue would be another state.
    private static Style Cell(Color colour, Color letter, int age) => new(letter, colour.Blend(Black, 0.07f * age));
}
