using Spectre.Console.Rendering;

namespace ActorServer.Control.Top;

/// <summary>A frame for Spectre.Console, which knows what the terminal can do and whether colours are wanted.</summary>
internal sealed class FrameRenderable(Frame frame, bool fillsLines) : Renderable
{
    protected override IEnumerable<Segment> Render(RenderOptions options, int maxWidth)
    {
        for (var i = 0; i < frame.Lines.Count; i++)
        {
            if (i > 0)
                yield return Segment.LineBreak;
            foreach (var piece in frame.Lines[i].Pieces)
                yield return new Segment(piece.Text, Palette.Of(piece.Ink, piece.Age), null);
            // What the frame before has left there.
            if (fillsLines && frame.Lines[i].Room is > 0 and var rest)
                yield return new Segment(new string(' ', rest));
        }
    }
}
