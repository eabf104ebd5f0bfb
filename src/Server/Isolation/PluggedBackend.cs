using ActorServer.Server.Configuration;
using ActorServer.Serving.Loading;
using Akka.Actor;
using Akka.Configuration;

namespace ActorServer.Server.Isolation;

/// <summary>
/// The row of a backend that is plugged in, from what it says of itself (<see cref="IDescribesBackend"/>). That is a user's code:
/// what it throws is an error of the configuration.
/// </summary>
internal static class PluggedBackend
{
    /// <exception cref="HandlerLoadException">It cannot describe itself.</exception>
    public static BackendKind Kind(Type type)
    {
        var description = Describe(type);
        var guarded = description with
        {
            Needs = load => Ask(type, "what it needs", () => description.Needs(load)),
            CannotRun = handler => Ask(type, "whether it can run a handler", () => description.CannotRun(handler)?.ReplaceLineEndings(" ")),
        };
        return new BackendKind(null, type, guarded, parts => Props.Create(type, parts.Context()))
        {
            CheckSettings = section => Check(section, description),
        };
    }

    private static BackendDescription Describe(Type type)
    {
        try
        {
            return StaticImplementation.Find<Func<BackendDescription>>(type, typeof(IDescribesBackend), $"get_{nameof(IDescribesBackend.Description)}")?.Invoke()
                ?? new BackendDescription();
        }
        catch (Exception failure)
        {
            throw new HandlerLoadException($"{type.FullName} could not describe itself: {ErrorOf(failure)}");
        }
    }

    private static void Check(SectionReader section, BackendDescription description)
    {
        WrongSetting? wrong;
        try
        {
            wrong = description.CheckSettings(ConfigurationFactory.ParseString(section.Tree().Render()));
        }
        catch (Exception failure)
        {
            throw section.Wrong("class", $"its settings are wrong: {(failure is FormatException ? failure.Message.ReplaceLineEndings(" ") : ErrorOf(failure))}");
        }

        if (wrong is not null)
            throw section.Wrong(wrong.Key, wrong.Allowed);
    }

    private static T Ask<T>(Type type, string what, Func<T> question)
    {
        try
        {
            return question();
        }
        catch (Exception failure)
        {
            throw new ConfigurationError($"the backend {type.FullName} could not say {what}: {ErrorOf(failure)}");
        }
    }

    private static string ErrorOf(Exception failure) => HandlerFailed.Because(failure).Error.ReplaceLineEndings(" ");
}
