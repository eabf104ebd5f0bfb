namespace ActorServer;

/// <summary>
/// A value in a backend's block that is wrong. The server ends with exit code 2 and prints the key's path, the value, where it
/// was set, and what is allowed.
/// </summary>
/// <param name="Key">The key, relative to the block. One that is not set is said to be missing.</param>
/// <param name="Allowed">What is allowed, such as <c>a whole number from 1 on</c>.</param>
public sealed record WrongSetting(string Key, string Allowed);
