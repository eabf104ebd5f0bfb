using Akka.Configuration;

namespace ActorServer;

/// <summary>
/// A handler that has settings of its own: the keys of the <c>handler</c> block beside <c>type</c> and <c>path</c>. Its
/// constructor takes them as a <see cref="Config"/>. A handler that does not implement this has no settings, and any
/// further key in its block is an error at start-up.
/// </summary>
public interface IValidatesSettings
{
    /// <summary>
    /// Checks the settings once, before the server starts anything.
    /// </summary>
    /// <param name="settings">The handler block without <c>type</c> and <c>path</c>; never null.</param>
    /// <exception cref="FormatException">A key is unknown or its value is wrong. The message names the key, the value and
    /// what is allowed; the server ends with exit code 2 and prints it.</exception>
    static abstract void Validate(Config settings);
}
