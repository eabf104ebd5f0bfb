using System.Text;
using ActorServer.Server.Configuration;

namespace ActorServer.Server.Arrival;

/// <summary>How a client is refused that has done nothing wrong: it comes at a bad time.</summary>
/// <param name="Closes">An orderly end; otherwise a reset.</param>
/// <param name="Text">What is sent before the end.</param>
internal sealed record RefuseWith(bool Closes, ReadOnlyMemory<byte> Text = default)
{
    // It has to fit into the buffer of a connection to which nothing has been sent.
    private const int LongestText = 1024;

    public static RefuseWith Reset { get; } = new(Closes: false);

    public static RefuseWith From(SectionReader section) => section.Text("refuse-with") switch
    {
        "reset" => Reset,
        "close" => new RefuseWith(Closes: true),
        var text when Encoding.UTF8.GetByteCount(text) is > 0 and <= LongestText => new RefuseWith(Closes: true, Encoding.UTF8.GetBytes(text)),
        _ => throw section.Wrong("refuse-with", $"reset, close, or a text of at most {LongestText} bytes that is sent before the close, such as \"busy\\n\""),
    };

    /// <summary>The same where clients would take a text for something else, such as the beginning of TLS.</summary>
    public RefuseWith WithoutText() => this with { Text = default };

    /// <summary>Whether clients that are refused for this reason are refused so; the others are reset.</summary>
    public bool IsFor(string reason) => Closes
        && reason is RefusalReason.Full or RefusalReason.QueueTimeout or RefusalReason.SourceFull or RefusalReason.SourceRate or RefusalReason.Rate;
}
