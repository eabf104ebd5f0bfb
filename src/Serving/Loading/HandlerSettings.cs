using Akka.Configuration;

namespace ActorServer.Serving.Loading;

/// <summary>A handler's own settings: what stands in its block beside <c>type</c> and <c>path</c>. They travel as text.</summary>
internal static class HandlerSettings
{
    public static Config Parse(string text) => text.Length == 0 ? Config.Empty : ConfigurationFactory.ParseString(text);

    /// <summary>Whether the handler has settings of its own.</summary>
    public static bool AreTakenBy(Type handler) => handler.IsAssignableTo(typeof(IValidatesSettings));

    /// <summary>Lets the handler check them. What is wrong, in one line; null if nothing is.</summary>
    public static string? FirstError(Type handler, Config settings)
    {
        if (!AreTakenBy(handler))
            return settings.IsEmpty ? null : $"the handler {handler.Name} has no settings of its own; type and path are the only keys";
        try
        {
            StaticImplementation.Find<Action<Config>>(handler, typeof(IValidatesSettings), nameof(IValidatesSettings.Validate))!(settings);
            return null;
        }
        catch (Exception wrong)
        {
            var said = wrong is FormatException ? wrong.Message : HandlerFailed.Because(wrong).Error;
            return $"its settings are wrong: {said.ReplaceLineEndings(" ")}";
        }
    }
}
