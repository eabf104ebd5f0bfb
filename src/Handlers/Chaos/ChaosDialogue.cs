using System.Text;
using Akka.IO;

namespace ActorServer.Handlers;

/// <summary>
/// One client's lines and what is said to them, in order, for a handler of either kind: it gives what comes in, and asks for
/// what to write while it may. A command is carried out when its answer is asked for, so that those behind a flood, or behind
/// answers that the client does not read, wait.
/// </summary>
internal sealed class ChaosDialogue(ConnectionInfo connection)
{
    private readonly LineBuffer _lines = new();
    private ChaosFlood? _flood;
    private bool _inputEnded;

    /// <summary>Nothing more is said, whatever comes; the connection is to be closed.</summary>
    public bool IsOver { get; private set; }

    /// <summary>A piece came.</summary>
    public void Received(ReadOnlySpan<byte> piece) => _lines.Add(piece);

    /// <summary>Nothing more comes.</summary>
    public void InputEnded() => _inputEnded = true;

    /// <summary>What to write next, or null when there is nothing more to say to what has come.</summary>
    /// <exception cref="InvalidOperationException">The client has asked for one.</exception>
    public ByteString? Next()
    {
        while (!IsOver)
        {
            if (_flood?.Next() is { } piece)
                return piece;
            if ((_lines.Next() ?? LastLine()) is not { } line)
                return WithoutLine();
            if (AnswerTo(ChaosCommand.Parse(line)) is { } answer)
                return Line(answer);
        }

        return null;
    }

    // There may come one yet, unless the input has ended or cannot be gone on with.
    private ByteString? WithoutLine()
    {
        IsOver = _inputEnded || _lines.IsTooLong;
        return _lines.IsTooLong ? Line("error: line too long") : null;
    }

    // It needs no end.
    private string? LastLine() => _inputEnded && !_lines.IsTooLong ? _lines.Rest() : null;

    // A flood is its own answer.
    private string? AnswerTo(ChaosCommand command)
    {
        if (command is not ChaosCommand.Flood flood)
            return ChaosDeeds.Do(command, connection);
        _flood = new ChaosFlood(flood.Bytes);
        return null;
    }

    private static ByteString Line(string line) => ByteString.FromBytes(Encoding.UTF8.GetBytes(line + "\n"));
}
