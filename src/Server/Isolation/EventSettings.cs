using ActorServer.Server.Configuration;
using Akka.Configuration;

namespace ActorServer.Server.Isolation;

/// <summary>The settings of the event backend.</summary>
/// <param name="Dispatcher">The id of the dispatcher that all its handlers share.</param>
internal sealed record EventSettings(string Dispatcher)
{
    public static EventSettings From(SectionReader section) =>
        new(section.Text("dispatcher") is { Length: > 0 } id ? id : throw section.Wrong("dispatcher", "the path of a dispatcher's block in this configuration"));

    public static EventSettings From(Config block) => From(SectionReader.Of(block));
}
