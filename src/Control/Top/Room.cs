using ActorServer.Monitoring;

namespace ActorServer.Control.Top;

/// <summary>A service's room as a bar to scale: its cap, and beyond a mark the room to wait in.</summary>
internal static class Room
{
    /// <summary>Draws the bar over that many columns.</summary>
    public static void Draw(FrameLine line, LiveService service, int columns)
    {
        var status = service.Status;
        var cap = Figures.Cap(status);
        var places = cap ?? Math.Max((long)(status.Served * 1.25), 10);
        var whole = Math.Max(1, Math.Max(places, status.Served) + status.MaxWaiting);
        var mark = cap is null || status.MaxWaiting == 0 ? 0 : 1;
        var tick = service.RefusedRate > 0 ? 1 : 0;
        var room = columns - mark - tick;
        var ofPlaces = (int)Math.Round((double)Math.Max(places, status.Served) / whole * room);
        var ofWaiting = room - ofPlaces;
        var served = Columns(status.Served, Math.Max(places, status.Served), ofPlaces);
        var parked = Math.Min(Columns(status.Parked, places, ofPlaces), ofPlaces - served);
        var held = Columns(status.Held, Math.Max(1, status.MaxWaiting), ofWaiting);
        line.Add(new string('█', served), Ink.Served).Add(new string('□', parked), Ink.Quiet).Add(new string('·', ofPlaces - served - parked), Ink.Free);
        line.Add(new string('│', mark), Ink.Quiet).Add(new string('▒', held), Ink.Held).Add(new string('·', ofWaiting - held), Ink.Free);
        line.Add(new string('!', tick), Ink.Refused);
    }

    // One is seen, and only all are all.
    private static int Columns(long count, long most, int columns) => count == 0 || columns == 0 ? 0
        : count >= most ? columns
        : Math.Clamp((int)Math.Round((double)count / most * columns), 1, Math.Max(1, columns - 1));
}
