namespace ActorServer.Native.Sockets;

/// <summary>How long one call may still wait, from when it is made on.</summary>
/// <param name="milliseconds">The limit, or <see cref="Timeout.Infinite"/>.</param>
internal readonly struct TimeLimit(int milliseconds)
{
    private readonly long _started = milliseconds == Timeout.Infinite ? 0 : Environment.TickCount64;

    /// <summary>The milliseconds left, 0 when there are none, or <see cref="Timeout.Infinite"/>.</summary>
    public int Left =>
        milliseconds == Timeout.Infinite ? Timeout.Infinite : (int)Math.Max(0, milliseconds - (Environment.TickCount64 - _started));

    /// <summary>The same, and not more than this.</summary>
    public int LeftUpTo(int most) => Left == Timeout.Infinite ? most : Math.Min(Left, most);
}
