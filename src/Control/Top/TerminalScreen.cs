using Spectre.Console;

namespace ActorServer.Control.Top;

/// <summary>The terminal's other screen, on which frames follow each other without flicker: each is written over the one before.</summary>
internal sealed class TerminalScreen(IAnsiConsole console)
{
    private const string Begin = "\u001b[?1049h\u001b[?25l";
    private const string End = "\u001b[?25h\u001b[?1049l";
    private const string Top = "\u001b[H";
    private const string Clear = "\u001b[H\u001b[2J";

    private (int Width, int Height) _size;

    /// <summary>Switches to it.</summary>
    public void Enter() => Write(Begin);

    /// <summary>Switches back; the terminal is as it was.</summary>
    public void Leave() => Write(End);

    /// <summary>Draws a frame of the size that the terminal has now.</summary>
    public void Show(Func<(int Width, int Height), Frame> draw)
    {
        var size = (console.Profile.Out.Width, console.Profile.Out.Height);
        console.Profile.Width = size.Width;
        console.Profile.Height = size.Height;
        Write(size == _size ? Top : Clear);
        _size = size;
        console.Write(new FrameRenderable(draw(size), fillsLines: true));
        console.Profile.Out.Writer.Flush();
    }

    private void Write(string control)
    {
        console.Profile.Out.Writer.Write(control);
        console.Profile.Out.Writer.Flush();
    }
}
