using Akka.IO;
using Microsoft.Extensions.Logging;

namespace ActorServer.Embedding.Tests;

/// <summary>Says what it is given as a service, and logs that it did.</summary>
public sealed class Asking(Word word, ILogger<Asking> log) : ActorHandler
{
    protected override void OnConnected()
    {
        log.LogInformation("said {Word}", word.Text);
        Write(ByteString.FromString(word.Text + '\n'));
    }

    protected override void OnReceived(ByteString data) => Write(data);
}

/// <summary>A service.</summary>
/// <param name="Text">What it is for.</param>
public sealed record Word(string Text);
