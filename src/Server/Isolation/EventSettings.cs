using ActorServer.Server.Configuration;
using Akka.Configuration;

namespace ActorServer.Server.Isolation;

/// <summary>The settings of the event backend.</summary>
/// <param name="Dispatcher">The id of the dispatcher that all its handlers share.</param>
internal sealed record EventSettings(string Dispatcher)
{
    public static EventSettings From(Config block) => From(SectionReader.Of(block));

    /// <exception cref="ConfigurationError">There is no such dispatcher in the configuration, nor among Akka's own.</exception>
    public static void Check(SectionReader section)
    {
        var dispatcher = From(section).Dispatcher;
        if (!section.IsBlock(dispatcher) && !ConfigurationFactory.Default().HasPath(dispatcher))
            throw section.Wrong("dispatcher", "the path of a dispatcher's block in this configuration, such as actor-server.event-dispatcher");
    }

    private static EventSettings From(SectionReader section) =>
        new(section.Text("dispatcher") is { Length: > 0 } id ? id : throw section.Wrong("dispatcher", "the path of a dispatcher's block in this configuration"));
}
